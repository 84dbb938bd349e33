"""The words of the trade, as values and rules; standard library only.

Glossary (use these words in names, texts and documentation):

article
    One text to be labelled, with its metadata. Its text is canonical: made so once on the way in, never edited.
    Avoid: document (except in metrics, where it is the field's term), file, item.
project
    One SQLite file with articles, schemes, suggestions and everybody's decisions. Avoid: database, corpus, workspace.
label, label scheme
    A type of entity ("GPE"), and the set of labels with their keys, colours and guidelines. Avoid: tag, class,
    category.
span
    A half-open range [start, end) of code points in an article's text, with a label. Avoid: entity, chunk, mark.
surface
    The text a span covers, as it stands. Avoid: string, value.
suggestion
    A span proposed by a suggester in a run; immutable. Avoid: prediction (except in formats that call it so), guess.
run
    One suggester, in one version, over some articles. Avoid: job, batch.
version in use
    What a source's suggestions are made in now; a training, a program's update or another list begins another.
muted
    Of a source and label: silent, since too little of its version in use was accepted as it was. Avoid: disabled (off
    is what somebody has switched off).
list of names, list
    Surfaces and patterns with labels that somebody brought into a project, and suggestions come from; "gazetteer" is
    its name in code and formats. Avoid: dictionary.
open suggestion
    A suggestion of the article's current run that this annotator has not answered and nothing they did covers.
annotation
    A span an annotator decided about: accepted (it is an entity) or rejected (it is not). Avoid: entity, label.
mention
    A span as shown on a page: an open suggestion or a standing annotation. Avoid: highlight (that is its drawing).
annotator
    A person who decides; `gold` is the annotator that adjudication writes. Avoid: user, rater, coder.
annotation set
    All of one annotator's annotations in one article, with a state: new, in progress, finished, skipped, flagged.
    Finished with no spans is not the same as new. Avoid: session, task.
decision
    One row of the append-only log: the whole state after it of one subject (annotation, set state, ignored region,
    note). Avoid: event, change, edit.
step
    The decisions of one action; what one undo takes back. Avoid: transaction, command.
conflict
    A span about which one annotator decided differently in project files that were merged; each way stands open until
    they choose. Avoid: disagreement (that is between annotators), clash.
ignored region
    A range of the text that is boilerplate: dimmed, no suggestions, left out of training. Avoid: excluded, masked.
agreement, adjudication, gold
    How far annotators decided the same; deciding between them; the result. Avoid: consensus, ground truth.
"""
