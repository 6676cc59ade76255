using Microsoft.Extensions.Logging;
using Sallyport.Gateway.RemoteGuards;
using Sallyport.Onnx;
using Sallyport.Onnx.Classifiers;
using Sallyport.Policy;
using Sallyport.Server.Settings;
using Sallyport.Tenancy;

namespace Sallyport.Server.Serving;

/// <summary>The operator's own classifiers, opened and tried before anything else: a server that can't run what guards may ask doesn't start.</summary>
internal sealed partial class ServedClassifiers : IDisposable
{
    private readonly List<OnnxClassifier> _opened = [];
    private readonly ILogger<ServedClassifiers> _logger;

    /// <summary>Opens them.</summary>
    /// <param name="folders">A folder each.</param>
    /// <param name="loggers">Makes the loggers.</param>
    /// <param name="time">The clock of time-outs.</param>
    /// <exception cref="InvalidDataException">A file is missing, damaged or doesn't fit the others. The message names folder and file.</exception>
    /// <exception cref="SettingsException">Two have one name.</exception>
    public ServedClassifiers(IEnumerable<string> folders, ILoggerFactory loggers, TimeProvider time)
    {
        _logger = loggers.CreateLogger<ServedClassifiers>();
        try
        {
            foreach (var folder in folders)
            {
                Open(folder);
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        Guards = new(_opened, time, loggers.CreateLogger<OwnClassifiers>());
    }

    /// <summary>As policies ask them.</summary>
    public OwnClassifiers Guards { get; }

    /// <summary>Checks that the policies in force find here what they ask for.</summary>
    /// <param name="operators">The policy of tenants that have written none.</param>
    /// <param name="tenants">The tenants; one whose policy asks for what isn't here is told of in the log, since its guards fail until that is mended.</param>
    /// <exception cref="SettingsException">The operator's own policy asks for what isn't here.</exception>
    public void Check(PolicyDocument operators, IEnumerable<TenantSnapshot> tenants)
    {
        if (Guards.WhyUnusable(operators) is { } mistake)
        {
            throw new SettingsException([$"The policy '{operators.Name}' can't be used: {mistake}"]);
        }

        foreach (var tenant in tenants)
        {
            if (tenant.Policy is { } policy && PolicyReader.Read(policy.Text).Document is { } document && Guards.WhyUnusable(document) is { } unusable)
            {
                LogUnusable(tenant.Tenant.Id, policy.Version, unusable);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _opened.ForEach(static classifier => classifier.Dispose());

    private void Open(string folder)
    {
        try
        {
            // Half of the processors are left to everything else.
            var classifier = OnnxClassifier.Open(folder, new OnnxModelOptions { ConcurrentBatches = Math.Clamp(Environment.ProcessorCount / 2, 1, 64) });
            _opened.Add(classifier);
            LogOpened(classifier.NameWithFingerprint, folder, classifier.ModelSha256, classifier.Labels);
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"The classifier in '{folder}' can't be used. {exception.Message}", exception);
        }

        if (_opened.FindIndex(other => other.Name == _opened[^1].Name) < _opened.Count - 1)
        {
            throw new SettingsException([$"The classifier in '{folder}' is called '{_opened[^1].Name}', as another one is. Policies know them by their names."]);
        }
    }

    [LoggerMessage(EventId = 6004, Level = LogLevel.Information, Message = "Runs the classifier {Classifier} from {Folder}: SHA-256 of its model {Sha256}, labels {Labels}")]
    private partial void LogOpened(string classifier, string folder, string sha256, IReadOnlyList<string> labels);

    [LoggerMessage(EventId = 6005, Level = LogLevel.Warning, Message = "Policy version {Version} of tenant {Tenant} has a guard that will fail: {Mistake}")]
    private partial void LogUnusable(TenantId tenant, long version, string mistake);
}
