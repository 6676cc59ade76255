-- A deleted tenant's name is its identifier, and no other tenant may have taken it: else that one could not be deleted. No name holds an underscore.
CREATE TRIGGER tenants_inserted_name BEFORE INSERT ON tenants WHEN NEW.name <> NEW.tenant_id AND NEW.name LIKE '%!_%' ESCAPE '!'
BEGIN
    SELECT RAISE(ABORT, 'a tenant has a name, or its own identifier');
END;

CREATE TRIGGER tenants_changed_name BEFORE UPDATE OF name, tenant_id ON tenants WHEN NEW.name <> NEW.tenant_id AND NEW.name LIKE '%!_%' ESCAPE '!'
BEGIN
    SELECT RAISE(ABORT, 'a tenant has a name, or its own identifier');
END;
