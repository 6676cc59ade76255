-- Who calls these works within row-level security, and the owner whose rights they have makes and drops whole tables: so each looks first whether its tenant is the one in scope.

CREATE OR REPLACE FUNCTION check_scope(tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF tenant IS DISTINCT FROM sallyport_scope('tenant') THEN
        RAISE EXCEPTION 'not the tenant in scope' USING ERRCODE = 'insufficient_privilege';
    END IF;
END
$$;

REVOKE ALL ON FUNCTION check_scope(text) FROM PUBLIC;

CREATE OR REPLACE FUNCTION make_vector_graph(tenant text, store text, space text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET maintenance_work_mem = '512MB' AS $$
DECLARE
    own text := 'rotated_vectors_' || tenant;
    name text := 'vector_graph_' || md5(tenant || '/' || store || '/' || space);
    kind text := CASE WHEN dimensions > 2000 THEN 'halfvec' ELSE 'vector' END;
BEGIN
    PERFORM check_scope(tenant);
    IF dimensions NOT BETWEEN 1 AND 4000 OR space !~ '^[0-9a-f]{32}$' THEN
        RAISE EXCEPTION 'not a space';
    END IF;
    PERFORM part_rotated_vectors(tenant);
    EXECUTE format(
        'CREATE INDEX IF NOT EXISTS %I ON %I USING hnsw ((embedding::%s(%s)) %s_ip_ops) WITH (m = 16, ef_construction = 128) WHERE store_id = %L AND space = %L',
        name, own, kind, dimensions, kind, store, space);
    INSERT INTO vector_graphs (tenant_id, store_id, space, dimensions, index_name) VALUES (tenant, store, space, dimensions, name) ON CONFLICT DO NOTHING;
END
$$;

CREATE OR REPLACE FUNCTION drop_vector_graph(tenant text, store text, space text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    name text;
BEGIN
    PERFORM check_scope(tenant);
    DELETE FROM vector_graphs g WHERE g.tenant_id = tenant AND g.store_id = store AND g.space = drop_vector_graph.space RETURNING index_name INTO name;
    IF name IS NOT NULL THEN
        EXECUTE format('DROP INDEX IF EXISTS %I', name);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION drop_rotated_vectors(tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own text := 'rotated_vectors_' || tenant;
BEGIN
    PERFORM check_scope(tenant);
    DELETE FROM vector_graphs WHERE tenant_id = tenant;
    IF to_regclass(own) IS NULL THEN
        DELETE FROM rotated_vectors_shared WHERE tenant_id = tenant;
    ELSE
        EXECUTE format('DROP TABLE %I', own);
    END IF;
END
$$;
