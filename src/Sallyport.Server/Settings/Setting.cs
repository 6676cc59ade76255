namespace Sallyport.Server.Settings;

/// <summary>One setting, under the same name everywhere: <c>--ready-file</c>, <c>SALLYPORT_READY_FILE</c>, <c>"ready-file"</c>.</summary>
/// <param name="Name">Its name, in lower case with hyphens.</param>
/// <param name="Value">What its value is, for the help.</param>
/// <param name="Default">What holds where no source has it, in words.</param>
/// <param name="Help">What it does.</param>
/// <param name="IsList">Whether it takes several values: repeated on the command line, parted by <c>;</c> in the environment, an array in the file.</param>
/// <param name="IsSecret">Whether it is a secret, and so no option: command lines are readable by every process.</param>
internal sealed record Setting(string Name, string Value, string Default, string Help, bool IsList = false, bool IsSecret = false)
{
    /// <summary>The environment variable.</summary>
    public string Variable => "SALLYPORT_" + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Every setting of <c>serve</c>.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("data", "FOLDER", "~/.local/share/sallyport", "Folder for the embedded database and what goes with it."),
        new("listen", "ADDRESS", "http://127.0.0.1:8080", "Address for model traffic; port 0 picks one."),
        new("admin", "ADDRESS", "http://127.0.0.1:8081", "Address for the admin API, health and metrics; port 0 picks one."),
        new("upstream", "NAME=URL,...", "the demo model", "NAME=URL[,openai|anthropic|azure][,models=GLOB][,key-env=VARIABLE]; serves every tenant; may be repeated.", IsList: true),
        new("inward", "HOST:PORT", "none", "A host and port inside your own network that upstreams added for a tenant may reach; may be repeated.", IsList: true),
        new("policy", "FILE", "first-run", "Policy file, or first-run or strict, for tenants that have activated none."),
        new("ready-file", "FILE", "none", "File (0600) to write, as JSON, once requests are accepted; it goes when the server stops."),
        new("hosts", "NAME", "none", "A name beside the listening address that a Host header may carry; may be repeated.", IsList: true),
        new("origins", "ORIGIN", "none", "An origin of web pages that may call; may be repeated.", IsList: true),
        new("certificate", "FILE", "none", "PEM file with the certificate chain, for https addresses."),
        new("certificate-key", "FILE", "the certificate's own file", "PEM file with the certificate's key."),
        new("master-key-file", "FILE", "DATA.master-key, beside the data folder", "File of the master key, outside the data folder."),
        new("master-key-command", "COMMAND", "none", "Command that prints the master key, such as a key service's client; run without a shell, in place of the file."),
        new("database", "CONNECTION", "the embedded database", "PostgreSQL connection string, in place of the embedded database.", IsSecret: true),
        new("checkpoint-file", "FILE", "none", "File to which signed ledger checkpoints are appended."),
        new("checkpoint-webhook", "ADDRESS", "none", "Address to which signed ledger checkpoints are posted, as plain text."),
        new("checkpoint-webhook-token", "TOKEN", "none", "Sent to the webhook as 'Authorization: Bearer TOKEN'.", IsSecret: true),
        new("checkpoint-seconds", "SECONDS", "60", "How often ledger checkpoints are signed, 1 to 3600."),
        new("embedder", "FOLDER", "the one that ships", "Folder with an ONNX embedder of your own (embedder.json, the model, its vocabulary), trusted like a program."),
        new("classifier", "FOLDER", "none", "Folder with an ONNX classifier of your own (classifier.json, the model, its vocabulary) that policies may ask, trusted like a program; may be repeated.", IsList: true),
        new("index-megabytes", "MEGABYTES", "an eighth of the memory, 64 to 4096", "Memory that the indexes of vector stores may take together, 16 to 1048576."),
        new("upload-megabytes", "MEGABYTES", "512", "The largest file that may be uploaded for retrieval, 1 to 1048576."),
        new("vectors", "memory|database", "memory", "Where vectors are searched: in memory, or in PostgreSQL with pgvector, where they lie under a secret rotation for each tenant."),
        new("drain-seconds", "SECONDS", "30", "How long requests under way may go on after SIGTERM, 1 to 3600; 5 seconds later connections are closed."),
    ];

    /// <summary>The setting of a name.</summary>
    public static Setting Of(string name) => All.First(setting => setting.Name == name);

    /// <summary>The setting that a name was probably meant for.</summary>
    /// <param name="name">A name that is no setting's.</param>
    /// <param name="most">How many letters may be wrong.</param>
    /// <returns>Null where none is so near.</returns>
    public static Setting? Nearest(string name, int most)
    {
        var near = All.MinBy(known => Distance(known.Name, name))!;
        return Distance(near.Name, name) <= most ? near : null;
    }

    // Edits from one word to the other (Levenshtein 1966), on words of a few letters.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
