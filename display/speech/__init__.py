"""The voice of the hall: the words of a call (phrases), the engines that say them (voices), the files (clips).

The server holds an `Announcer`. Everything slow, and every engine, lives in the worker process
`python -m display.speech`; importing this package loads none of it.
"""
