"""What every part of the demo data set needs: draws, the units that take part, the people.

Nothing here runs outside ``manage.py load_demo``.
"""
