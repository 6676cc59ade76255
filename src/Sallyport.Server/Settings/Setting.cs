namespace Sallyport.Server.Settings;

/// <summary>One setting, under the same name everywhere: <c>--ready-file</c>, <c>SALLYPORT_READY_FILE</c>, <c>"ready-file"</c>.</summary>
/// <param name="Name">Its name, in lower case with hyphens.</param>
/// <param name="Value">What its value is, for the help.</param>
/// <param name="Help">What it does.</param>
/// <param name="IsList">Whether it takes several values: repeated on the command line, parted by <c>;</c> in the environment, an array in the file.</param>
/// <param name="IsSecret">Whether it is a secret, and so no option: command lines are readable by every process.</param>
internal sealed record Setting(string Name, string Value, string Help, bool IsList = false, bool IsSecret = false)
{
    /// <summary>The environment variable.</summary>
    public string Variable => "SALLYPORT_" + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>Every setting of <c>serve</c>.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new("data", "FOLDER", "Folder for the embedded database (default: ~/.local/share/sallyport)."),
        new("listen", "ADDRESS", "Address for model traffic (default: http://127.0.0.1:8080; port 0 picks one)."),
        new("admin", "ADDRESS", "Address for the admin API, health and metrics (default: http://127.0.0.1:8081; port 0 picks one)."),
        new("upstream", "NAME=URL,...", "NAME=URL[,openai|anthropic|azure][,models=GLOB][,key-env=VARIABLE]; serves every tenant; may be repeated.", IsList: true),
        new("inward", "HOST:PORT", "A host and port inside your own network that upstreams added for a tenant may reach; may be repeated.", IsList: true),
        new("policy", "FILE", "Policy file, or first-run or strict, for tenants that have activated none (default: first-run)."),
        new("ready-file", "FILE", "File (0600) to write, as JSON, once requests are accepted."),
        new("hosts", "NAME", "A name beside the listening address that a Host header may carry; may be repeated.", IsList: true),
        new("origins", "ORIGIN", "An origin of web pages that may call; may be repeated.", IsList: true),
        new("certificate", "FILE", "PEM file with the certificate chain, for https addresses."),
        new("certificate-key", "FILE", "PEM file with the certificate's key (default: the certificate's own file)."),
        new("master-key-file", "FILE", "File of the master key, outside the data folder (default: beside it, DATA.master-key)."),
        new("master-key-command", "COMMAND", "Command that prints the master key, such as a key service's client; run without a shell, in place of the file."),
        new("database", "CONNECTION", "PostgreSQL connection string, in place of the embedded database.", IsSecret: true),
        new("checkpoint-file", "FILE", "File to which signed ledger checkpoints are appended."),
        new("checkpoint-webhook", "ADDRESS", "Address to which signed ledger checkpoints are posted, as plain text."),
        new("checkpoint-webhook-token", "TOKEN", "Sent to the webhook as 'Authorization: Bearer TOKEN'.", IsSecret: true),
        new("checkpoint-seconds", "SECONDS", "How often ledger checkpoints are signed (default: 60)."),
        new("drain-seconds", "SECONDS", "How long requests under way may go on after SIGTERM (default: 30)."),
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
