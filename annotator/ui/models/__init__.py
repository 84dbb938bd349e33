"""Lists for the panels and dialogs: Qt item models over values, and what their rows share. No widgets, no painting."""
