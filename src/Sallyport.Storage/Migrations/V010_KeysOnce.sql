-- A key's identifier is looked up over all tenants: no tenant's row may stand for another's key.
CREATE UNIQUE INDEX api_keys_by_key ON api_keys (key_id);
