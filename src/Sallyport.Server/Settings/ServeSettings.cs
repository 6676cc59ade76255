using System.Globalization;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;
using Sallyport.Policy;
using Sallyport.Server.Serving;

namespace Sallyport.Server.Settings;

/// <summary>What <c>serve</c> was asked to do, checked.</summary>
internal sealed record ServeSettings
{
    private const int BytesInMegabyteBits = 20;

    private static readonly long StandardIndexMemory = Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8, 64L << BytesInMegabyteBits, 4096L << BytesInMegabyteBits);

    /// <summary>Where the installation lies and what opens it.</summary>
    public required InstallationSettings Installation { get; init; }

    /// <summary>The ports.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>The operator's upstreams; none means the demo.</summary>
    public IReadOnlyList<UpstreamTarget> Upstreams { get; init; } = [];

    /// <summary>Hosts and ports that tenants' upstreams may reach though they point inward.</summary>
    public IReadOnlyList<Uri> Inward { get; init; } = [];

    /// <summary>The policy for tenants that have activated none.</summary>
    public PolicyDocument Policy { get; init; } = PolicyFile.Operators(null);

    /// <summary>The ready file, or null.</summary>
    public string? ReadyFile { get; init; }

    /// <summary>Where checkpoints are appended, or null.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Where checkpoints are posted, or null. Named by the operator, so it may be loopback.</summary>
    public Uri? CheckpointWebhook { get; init; }

    /// <summary>What the webhook is sent as a bearer token, or null. A secret.</summary>
    public string? CheckpointWebhookToken { get; init; }

    /// <summary>How often checkpoints are signed.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The folder of the operator's own embedder, a full path; null for the one that ships.</summary>
    public string? Embedder { get; init; }

    /// <summary>The folders of the operator's own classifiers, full paths.</summary>
    public IReadOnlyList<string> Classifiers { get; init; } = [];

    /// <summary>How many bytes the indexes of vector stores may take in memory together, over all tenants.</summary>
    public long IndexMemory { get; init; } = StandardIndexMemory;

    /// <summary>Whether vectors are kept in PostgreSQL, under tenants' rotations, and searched there.</summary>
    public bool VectorsInDatabase { get; init; }

    /// <summary>What answers in place of the demo model while no upstream is set; null for the demo model itself. No setting: the tour looks through it.</summary>
    public HttpMessageHandler? DemoModel { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">Something is wrong; every mistake is listed.</exception>
    public static ServeSettings Read(SettingsSources sources)
    {
        var problems = sources.Problems.ToList();
        string? One(string name) => sources.One(name, problems);
        var settings = new ServeSettings
        {
            Installation = InstallationSettings.Read(sources, problems),
            Upstreams = ReadUpstreams(sources, problems),
            Inward = ReadInward(sources, problems),
            Policy = ReadPolicy(One("policy"), problems),
            ReadyFile = One("ready-file"),
            CheckpointFile = One("checkpoint-file"),
            CheckpointWebhook = ReadWebhook(sources, problems),
            CheckpointWebhookToken = One("checkpoint-webhook-token"),
            CheckpointInterval = ReadSeconds("checkpoint-seconds", TimeSpan.FromMinutes(1), sources, problems),
            Embedder = One("embedder") is { } embedder ? ReadFolder("embedder", embedder, sources, problems) : null,
            Classifiers = [.. sources.Values("classifier").Select(folder => ReadFolder("classifier", folder, sources, problems))],
            IndexMemory = ReadMegabytes("index-megabytes", StandardIndexMemory, sources, problems),
            Gateway = ReadGateway(sources, problems),
            VectorsInDatabase = ReadVectors(sources, problems),
        };
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    private static GatewayOptions ReadGateway(SettingsSources sources, List<string> problems)
    {
        var defaults = new GatewayOptions();
        var options = defaults with
        {
            Hosts = sources.Values("hosts"),
            Origins = sources.Values("origins"),
            CertificateFile = sources.One("certificate", problems),
            CertificateKeyFile = sources.One("certificate-key", problems),
            MaxUploadBytes = ReadMegabytes("upload-megabytes", defaults.MaxUploadBytes, sources, problems, least: 1),
            Drain = ReadSeconds("drain-seconds", defaults.Drain, sources, problems),
        };
        Try(() => PortCertificate.Load(options, sources.PlaceOf("certificate")), problems);
        return options with
        {
            Listen = ReadAddress("listen", defaults.Listen, options.CertificateFile is not null, sources, problems),
            Admin = ReadAddress("admin", defaults.Admin, options.CertificateFile is not null, sources, problems),
        };
    }

    private static PolicyDocument ReadPolicy(string? file, List<string> problems)
    {
        try
        {
            return PolicyFile.Operators(file);
        }
        catch (SettingsException exception)
        {
            problems.Add(exception.Message);
            return PolicyFile.Operators(null);
        }
    }

    private static List<UpstreamTarget> ReadUpstreams(SettingsSources sources, List<string> problems)
    {
        var targets = new List<UpstreamTarget>();
        var place = sources.PlaceOf("upstream");
        foreach (var value in sources.Values("upstream"))
        {
            try
            {
                targets.Add(UpstreamSetting.Parse(value, sources.Environment));
            }
            catch (FormatException exception)
            {
                problems.Add($"{place} is '{value}': {exception.Message}.");
            }
        }

        problems.AddRange(targets.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(g => $"{place} has the name '{g.Key}' twice."));
        return targets;
    }

    private static List<Uri> ReadInward(SettingsSources sources, List<string> problems)
    {
        var hosts = new List<Uri>();
        foreach (var value in sources.Values("inward"))
        {
            var colon = value.LastIndexOf(':');
            if (colon > 0 && Uri.CheckHostName(value[..colon]) != UriHostNameType.Unknown
                && ushort.TryParse(value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
                && Uri.TryCreate($"http://{value}", UriKind.Absolute, out var host))
            {
                hosts.Add(host);
            }
            else
            {
                problems.Add($"{sources.PlaceOf("inward")} is '{value}': it looks like vllm.internal:8000, one host and one port.");
            }
        }

        return hosts;
    }

    private static Uri ReadAddress(string name, Uri fallback, bool hasCertificate, SettingsSources sources, List<string> problems)
    {
        if (sources.One(name, problems) is not { } value)
        {
            return fallback;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address))
        {
            Try(() => ListenAddress.Parse(address, sources.PlaceOf(name), hasCertificate), problems);
            return address;
        }

        problems.Add($"{sources.PlaceOf(name)} is '{value}': it looks like http://127.0.0.1:8080.");
        return fallback;
    }

    private static void Try<T>(Func<T> read, List<string> problems)
    {
        try
        {
            read();
        }
        catch (GatewaySettingsException exception)
        {
            problems.Add(exception.Message);
        }
    }

    private static Uri? ReadWebhook(SettingsSources sources, List<string> problems)
    {
        const string name = "checkpoint-webhook";
        if (sources.One(name, problems) is not { } value)
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        problems.Add($"{sources.PlaceOf(name)} is an https address without user or password; http only on loopback.");
        return null;
    }

    private static TimeSpan ReadSeconds(string name, TimeSpan fallback, SettingsSources sources, List<string> problems)
    {
        if (sources.One(name, problems) is not { } value)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        problems.Add($"{sources.PlaceOf(name)} is '{value}': it is 1 to 3600 seconds.");
        return fallback;
    }

    private static string ReadFolder(string name, string folder, SettingsSources sources, List<string> problems)
    {
        if (!Directory.Exists(folder))
        {
            problems.Add($"{sources.PlaceOf(name)} is '{folder}': there is no such folder.");
        }

        return Path.GetFullPath(folder);
    }

    private static bool ReadVectors(SettingsSources sources, List<string> problems)
    {
        switch (sources.One("vectors", problems))
        {
            case null or "memory":
                return false;
            case "database" when sources.One("database", []) is null:
                problems.Add($"{sources.PlaceOf("vectors")} is 'database': that needs PostgreSQL with pgvector, by the setting 'database'; the embedded database keeps no vectors to search.");
                return false;
            case "database":
                return true;
            case { } other:
                problems.Add($"{sources.PlaceOf("vectors")} is '{other}': it is memory or database.");
                return false;
        }
    }

    private static long ReadMegabytes(string name, long fallback, SettingsSources sources, List<string> problems, int least = 16)
    {
        if (sources.One(name, problems) is not { } value)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) && megabytes >= least && megabytes <= 1 << 20)
        {
            return (long)megabytes << BytesInMegabyteBits;
        }

        problems.Add($"{sources.PlaceOf(name)} is '{value}': it is {least} to 1048576 megabytes.");
        return fallback;
    }
}
