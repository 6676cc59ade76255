-- A deleted tenant's name is its identifier, and no other tenant may have taken it: else that one could not be deleted. No name holds an underscore.
ALTER TABLE tenants ADD CONSTRAINT tenants_own_name CHECK (name = tenant_id OR name NOT LIKE '%!_%' ESCAPE '!');
