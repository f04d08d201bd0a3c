"""Background jobs on the database alone: a row for each job, and workers that take them one by one.

Why not django-tasks with django-tasks-db (0.12, 0.13): its claim is no lease. The row of a killed worker
stays RUNNING for ever and no public call puts it back, so a row of ours would need its own claim, heartbeat,
attempts and cancelling beside it: two rows with two states for one job, written in different transactions,
that can disagree. It also keeps arguments and tracebacks in a table that no scope and no row security fences.
What would be left of it for us is one ``SELECT … FOR UPDATE SKIP LOCKED``; that stands in ``running.take``.

``registry`` kinds of jobs · ``services`` asking, cancelling, retrying, taking the result · ``running`` one
attempt · ``worker`` the loop behind ``manage.py run_jobs`` and its sign of life.
"""
