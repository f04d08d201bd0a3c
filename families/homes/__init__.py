"""暖心家园: liaisons, volunteers, families served, plans and surveys of the homes."""
