"""What the reading child does; standard library and python-calamine only.

The file comes on standard input, its rows leave on standard output as lines of JSON.
"""
