"""Requests that come at the same moment."""

import threading

from django.db import connection


def at_once(*requests):
    """Send requests in threads of their own; their answers."""
    answers, gate = [], threading.Barrier(len(requests))

    def run(send):
        try:
            gate.wait(timeout=30)
            answers.append(send())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[send]) for send in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers
