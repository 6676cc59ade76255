-- The first call of a tenant makes its partition and no graph: what making one locks, searches of all small tenants read, so it is committed before a graph is begun.
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
    IF to_regclass(own) IS NULL THEN
        PERFORM part_rotated_vectors(tenant);
        RETURN;
    END IF;
    EXECUTE format(
        'CREATE INDEX IF NOT EXISTS %I ON %I USING hnsw ((embedding::%s(%s)) %s_ip_ops) WITH (m = 16, ef_construction = 128) WHERE store_id = %L AND space = %L',
        name, own, kind, dimensions, kind, store, space);
    INSERT INTO vector_graphs (tenant_id, store_id, space, dimensions, index_name) VALUES (tenant, store, space, dimensions, name) ON CONFLICT DO NOTHING;
END
$$;
