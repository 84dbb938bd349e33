"""Annotate news articles with named entities: the program's package.

Here lives only the version; everything else is in the packages below, whose arrows point one way
(``__main__`` → ``ui`` | ``cli`` → ``workflow`` → ``store`` | ``suggest`` | ``formats`` → ``domain``).
"""

__version__ = "0.1.0"
