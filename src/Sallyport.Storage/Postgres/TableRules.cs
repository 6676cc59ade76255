namespace Sallyport.Storage.Postgres;

/// <summary>The rule of every table. A table without one keeps the server from starting.</summary>
internal static class TableRules
{
    private static readonly string[] Read = ["SELECT"];

    public static IReadOnlyList<TableRule> All { get; } =
    [
        // The installation's own.
        new("instance")
        {
            IsOfTenants = false, IsReadByAll = true, Installation = ["UPDATE"],
            Grants = "SELECT, UPDATE (master_check, master_check_before, signing_name, signing_key, restored_at, restored_from)",
        },
        new("schema_version") { IsOfTenants = false, IsReadByAll = true, Grants = "SELECT" },
        new("vault_schema_version") { IsOfTenants = false, IsReadByAll = true, Grants = "SELECT" },
        new("ledger_writers") { IsOfTenants = false, Installation = ["SELECT", "INSERT", "UPDATE", "DELETE"] },
        new("ledger_unclean_stops") { IsOfTenants = false, Installation = ["SELECT", "INSERT"], Grants = "SELECT, INSERT" },

        // What the directory reads to know who may call.
        new("tenants") { Installation = Read, Grants = "SELECT, INSERT, UPDATE" },
        new("tenant_keys") { Installation = Read },
        new("api_keys") { Installation = Read },
        new("upstreams") { Installation = Read },
        new("embedders") { Installation = Read },
        new("policies") { Installation = Read },
        new("known_secrets") { Installation = Read },
        new("exemplars") { Installation = Read },

        // Written by one commit for all tenants, and never changed; one tenant's bad row would stop the commit. A tenant's scope reseals payloads.
        new("ledger_heads") { Installation = ["SELECT", "INSERT", "UPDATE"], Grants = "SELECT, INSERT, UPDATE" },
        new("ledger_entries") { Tenant = Read, Installation = ["INSERT"], Grants = "SELECT, INSERT" },
        new("ledger_payloads") { Tenant = ["SELECT", "UPDATE"], Installation = ["INSERT"], Grants = "SELECT, INSERT, UPDATE (ciphertext)" },
        new("ledger_nodes") { Tenant = Read, Installation = ["INSERT"], Grants = "SELECT, INSERT" },
        new("ledger_checkpoints") { Grants = "SELECT, INSERT" },

        // Rotations of keys: which ledgers are yet to be told, and which tenants' are under way.
        new("master_rotations") { Installation = ["SELECT", "INSERT", "UPDATE", "DELETE"] },
        new("key_rotations") { Installation = Read },

        // Erased months of records: which are to be finished.
        new("shredded_months") { Installation = Read },

        // Deleted tenants: which ledgers are yet to be told.
        new("tenant_deletions") { Installation = Read },

        // By which workers find the tenants that have something to do.
        new("retrieval_tenants") { Installation = Read },
        new("document_deletions") { Installation = Read },
        new("document_keys") { Installation = Read, InstallationRows = "upload_deadline IS NOT NULL" },

        // A tenant's alone.
        new("record_keys"),
        new("recorded_exchanges"),
        new("recorded_segments"),
        new("exchange_segments"),
        new("issued_items"),
        new("token_budgets"),
        new("files"),
        new("file_parts"),
        new("vector_stores"),
        new("file_batches"),
        new("store_files"),
        new("removed_documents"),
        new("chunks"),
        new("chunk_vectors"),

        // A tenant's alone, with vectors in the database. Partitions are reached by their table.
        new("rotated_vectors") { IsOptional = true },
        new("vector_graphs") { IsOptional = true, Grants = "SELECT" },
        new("vector_schema_version") { IsOptional = true, IsOfTenants = false, IsReadByAll = true, Grants = "SELECT" },
    ];

    /// <summary>Functions of the owner's that the service role may call, where they are there. Each looks at the scope.</summary>
    public static IReadOnlyList<string> Functions { get; } =
    [
        "sallyport_scope(text)", "sallyport_next_revision()",
        "make_vector_graph(text, text, text, integer)", "drop_vector_graph(text, text, text)", "drop_rotated_vectors(text)",
    ];
}
