using System.Globalization;
using Sallyport.Gateway.Hosting;
using Sallyport.Gateway.Upstream;

namespace Sallyport.Server.Settings;

/// <summary>What <c>serve</c> was asked to do, checked.</summary>
internal sealed record ServeSettings
{
    /// <summary>Where the installation lies and what opens it.</summary>
    public required InstallationSettings Installation { get; init; }

    /// <summary>The ports.</summary>
    public required GatewayOptions Gateway { get; init; }

    /// <summary>The operator's upstreams; none means the demo.</summary>
    public IReadOnlyList<UpstreamTarget> Upstreams { get; init; } = [];

    /// <summary>Hosts and ports that tenants' upstreams may reach though they point inward.</summary>
    public IReadOnlyList<Uri> Inward { get; init; } = [];

    /// <summary>The policy file for tenants that have activated none, or null.</summary>
    public string? PolicyFile { get; init; }

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

    /// <summary>What answers in place of the demo model while no upstream is set; null for the demo model itself. No setting: the tour looks through it.</summary>
    public HttpMessageHandler? DemoModel { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">Something is wrong; every mistake is listed.</exception>
    public static ServeSettings Read(SettingsSources sources)
    {
        var problems = new List<string>();
        string? One(string name) => sources.One(name, problems);
        var defaults = new GatewayOptions();
        var settings = new ServeSettings
        {
            Installation = InstallationSettings.Read(sources, problems),
            Upstreams = ReadUpstreams(sources.Values("upstream"), sources.Environment, problems),
            Inward = ReadInward(sources.Values("inward"), problems),
            PolicyFile = One("policy"),
            ReadyFile = One("ready-file"),
            CheckpointFile = One("checkpoint-file"),
            CheckpointWebhook = ReadWebhook("checkpoint-webhook", One("checkpoint-webhook"), problems),
            CheckpointWebhookToken = One("checkpoint-webhook-token"),
            CheckpointInterval = ReadSeconds("checkpoint-seconds", One("checkpoint-seconds"), TimeSpan.FromMinutes(1), problems),
            Gateway = defaults with
            {
                Listen = ReadAddress("listen", One("listen"), defaults.Listen, problems),
                Admin = ReadAddress("admin", One("admin"), defaults.Admin, problems),
                Hosts = sources.Values("hosts"),
                Origins = sources.Values("origins"),
                CertificateFile = One("certificate"),
                CertificateKeyFile = One("certificate-key"),
                Drain = ReadSeconds("drain-seconds", One("drain-seconds"), defaults.Drain, problems),
            },
        };
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    private static List<UpstreamTarget> ReadUpstreams(IReadOnlyList<string> values, Func<string, string?> environment, List<string> problems)
    {
        var targets = new List<UpstreamTarget>();
        foreach (var value in values)
        {
            try
            {
                targets.Add(UpstreamSetting.Parse(value, environment));
            }
            catch (FormatException exception)
            {
                problems.Add($"'upstream' is '{value}': {exception.Message}.");
            }
        }

        problems.AddRange(targets.GroupBy(static t => t.Name, StringComparer.Ordinal).Where(static g => g.Count() > 1).Select(static g => $"'upstream' has the name '{g.Key}' twice."));
        return targets;
    }

    private static List<Uri> ReadInward(IReadOnlyList<string> values, List<string> problems)
    {
        var hosts = new List<Uri>();
        foreach (var value in values)
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
                problems.Add($"'inward' is '{value}': it looks like vllm.internal:8000, one host and one port.");
            }
        }

        return hosts;
    }

    private static Uri ReadAddress(string name, string? value, Uri fallback, List<string> problems)
    {
        if (value is null)
        {
            return fallback;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address))
        {
            return address;
        }

        problems.Add($"'{name}' is '{value}': it looks like http://127.0.0.1:8080.");
        return fallback;
    }

    private static Uri? ReadWebhook(string name, string? value, List<string> problems)
    {
        if (value is null)
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length == 0
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)))
        {
            return address;
        }

        problems.Add($"'{name}' is an https address without user or password; http only on loopback.");
        return null;
    }

    private static TimeSpan ReadSeconds(string name, string? value, TimeSpan fallback, List<string> problems)
    {
        if (value is null)
        {
            return fallback;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 3600)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        problems.Add($"'{name}' is '{value}': it is 1 to 3600 seconds.");
        return fallback;
    }
}
