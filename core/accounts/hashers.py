"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Light(Argon2PasswordHasher):
    """Argon2id with 19 MiB, 2 passes, 1 lane (OWASP).

    Django's own numbers take 100 MiB for each login at once, which a morning rush of villages would turn into
    memory exhaustion.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
