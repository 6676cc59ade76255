-- PostgreSQL with pgvector, only where vectors are kept in the database. Vectors lie under their tenant's rotation. A tenant whose vector stores are small shares
-- the default partition, where a search reads each of its rows; a large one has a partition of its own, with a graph for each large vector store in it.

CREATE TABLE rotated_vectors (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    file_id {id} NOT NULL,
    ordinal bigint NOT NULL,
    -- Embedder, dimensions and rotation: rows of two spaces are never compared.
    space text NOT NULL,
    embedding vector NOT NULL,
    PRIMARY KEY (tenant_id, store_id, file_id, ordinal),
    FOREIGN KEY (tenant_id, store_id, file_id, ordinal) REFERENCES chunks (tenant_id, store_id, file_id, ordinal) ON DELETE CASCADE
) PARTITION BY LIST (tenant_id);

-- Beside the other columns as long as a page holds it, not in a table of its own: each exact search reads it.
ALTER TABLE rotated_vectors ALTER COLUMN embedding SET STORAGE MAIN;

CREATE TABLE rotated_vectors_shared PARTITION OF rotated_vectors DEFAULT;

-- The graphs that there are, each an index of its tenant's partition.
CREATE TABLE vector_graphs (
    tenant_id text NOT NULL,
    store_id {id} NOT NULL,
    space text NOT NULL,
    dimensions bigint NOT NULL,
    index_name text NOT NULL,
    PRIMARY KEY (tenant_id, store_id, space)
);

-- Functions may be there already, of an earlier time: the tables are dropped without them to go back to memory.

-- Gives a tenant its own partition. Reads go on until it is attached; writes of the shared partition wait.
CREATE OR REPLACE FUNCTION part_rotated_vectors(tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own text := 'rotated_vectors_' || tenant;
BEGIN
    IF tenant !~ '^tn_[0-9a-z]{16}$' THEN
        RAISE EXCEPTION 'not a tenant';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended(own, 0));
    IF to_regclass(own) IS NOT NULL THEN
        RETURN;
    END IF;
    LOCK TABLE rotated_vectors_shared IN EXCLUSIVE MODE;
    EXECUTE format('CREATE TABLE %I (LIKE rotated_vectors INCLUDING ALL)', own);
    EXECUTE format('INSERT INTO %I SELECT * FROM rotated_vectors_shared WHERE tenant_id = %L', own, tenant);
    EXECUTE format('DELETE FROM rotated_vectors_shared WHERE tenant_id = %L', tenant);
    EXECUTE format('ALTER TABLE rotated_vectors ATTACH PARTITION %I FOR VALUES IN (%L)', own, tenant);
END
$$;

-- Makes a graph of one space of one vector store. Above 2,000 dimensions its numbers are of 16 bits; what it finds is ranked by the rows themselves.
CREATE OR REPLACE FUNCTION make_vector_graph(tenant text, store text, space text, dimensions integer) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = public, pg_temp SET maintenance_work_mem = '512MB' AS $$
DECLARE
    own text := 'rotated_vectors_' || tenant;
    name text := 'vector_graph_' || md5(tenant || '/' || store || '/' || space);
    kind text := CASE WHEN dimensions > 2000 THEN 'halfvec' ELSE 'vector' END;
BEGIN
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
    DELETE FROM vector_graphs g WHERE g.tenant_id = tenant AND g.store_id = store AND g.space = drop_vector_graph.space RETURNING index_name INTO name;
    IF name IS NOT NULL THEN
        EXECUTE format('DROP INDEX IF EXISTS %I', name);
    END IF;
END
$$;

-- Forgets a tenant that is deleted.
CREATE OR REPLACE FUNCTION drop_rotated_vectors(tenant text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    own text := 'rotated_vectors_' || tenant;
BEGIN
    DELETE FROM vector_graphs WHERE tenant_id = tenant;
    IF to_regclass(own) IS NULL THEN
        DELETE FROM rotated_vectors_shared WHERE tenant_id = tenant;
    ELSE
        EXECUTE format('DROP TABLE %I', own);
    END IF;
END
$$;

REVOKE ALL ON FUNCTION
    part_rotated_vectors(text), make_vector_graph(text, text, text, integer), drop_vector_graph(text, text, text), drop_rotated_vectors(text) FROM PUBLIC;
