using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary>The options by which a command finds the installation and says how to print. Each is also an environment variable and a name in the settings file.</summary>
internal sealed class CommonOptions
{
    private readonly SettingOptions _settings = new(InstallationSettings.Names);
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        AddLocationTo(command);
        command.Add(_json);
    }

    /// <summary>Adds those that find the installation, to a command that prints text alone.</summary>
    public void AddLocationTo(Command command) => _settings.AddTo(command);

    /// <summary>Whether to print JSON.</summary>
    public bool IsJson(ParseResult parse) => parse.GetValue(_json);

    /// <summary>Where the installation lies.</summary>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public InstallationSettings Read(ParseResult parse) => InstallationSettings.Read(_settings.Sources(parse));

    /// <summary>Opens the installation, beside a running server or without one.</summary>
    /// <exception cref="SettingsException">There is none, or a setting is wrong.</exception>
    public Task<Installation> OpenAsync(ParseResult parse, CancellationToken cancellationToken) => OpenAsync(parse, mayCreate: false, cancellationToken);

    /// <summary>Opens the installation for an act of administration, which stands in the tenant's ledger when the command ends, also beside a running server.</summary>
    /// <param name="parse">What the command line says.</param>
    /// <param name="mayCreate">Whether the act can be an installation's first.</param>
    /// <param name="act">Acts, and tells the exit code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SettingsException">The database was restored and no server has opened the ledgers' new epochs yet, or a setting is wrong.</exception>
    public async Task<int> ActAsync(ParseResult parse, bool mayCreate, Func<Installation, LedgerWriter, Task<int>> act, CancellationToken cancellationToken)
    {
        await using var installation = await OpenAsync(parse, mayCreate, cancellationToken);
        if (await installation.ReadRestorationAsync(cancellationToken) is not null)
        {
            throw new SettingsException(["The database was restored. Start the server once, which opens the ledgers' new epochs, and try again."]);
        }

        await using var ledger = await LedgerWriter.OpenAsync(
            new LedgerStore(installation.Database), new LedgerWriterOptions(), TimeProvider.System, NullLogger<LedgerWriter>.Instance, cancellationToken);
        installation.RecordTo(new LedgerJournal(ledger, Actor));
        return await act(installation, ledger);
    }

    /// <summary>Who acts, as ledgers name it.</summary>
    public const string Actor = "command line";

    private async Task<Installation> OpenAsync(ParseResult parse, bool mayCreate, CancellationToken cancellationToken)
    {
        var settings = Read(parse);
        if (!mayCreate && !settings.Exists)
        {
            // A mistyped folder must not become an installation.
            throw new SettingsException([$"There is no installation in '{settings.Data}'. Start the server or create a tenant there first, or name another folder with --data."]);
        }

        return await InstallationOpening.OpenAsync(settings, NullLoggerFactory.Instance, TimeProvider.System, cancellationToken);
    }
}
