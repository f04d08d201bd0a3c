"""Personal data at rest: encrypted columns bound to their row, and keyed indexes to find them by.

Models use ``EncryptedTextField`` and ``BlindIndexField``; lookups use ``index_of``; what is no model field (a
staged row of a roster) uses ``encrypt_text`` and ``decrypt_text`` with a label of its own.
"""

from core.fields.columns import BlindIndexField, EncryptedTextField, Protected, Sealed, index_of, prepare_many
from core.fields.envelope import Unreadable, blind, decrypt_text, encrypt_text, key_id_of

__all__ = [
    "BlindIndexField",
    "EncryptedTextField",
    "Protected",
    "Sealed",
    "Unreadable",
    "blind",
    "decrypt_text",
    "encrypt_text",
    "index_of",
    "key_id_of",
    "prepare_many",
]
