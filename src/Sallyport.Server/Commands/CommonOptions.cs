using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Ledger;
using Sallyport.Server.Serving;
using Sallyport.Server.Settings;
using Sallyport.Storage;
using Sallyport.Storage.Ledger;

namespace Sallyport.Server.Commands;

/// <summary>The options by which a command finds the installation and says how to print.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder for the embedded database (default: ~/.local/share/sallyport)." };
    private readonly Option<string?> _masterKeyFile = new("--master-key-file") { Description = "File of the master key (default: beside the data folder)." };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_masterKeyFile);
        command.Add(_json);
    }

    /// <summary>Whether to print JSON.</summary>
    public bool IsJson(ParseResult parse) => parse.GetValue(_json);

    /// <summary>The data folder.</summary>
    public string Data(ParseResult parse) =>
        Path.GetFullPath(parse.GetValue(_data) ?? Environment.GetEnvironmentVariable("SALLYPORT_DATA") ?? ServeSettings.DefaultData);

    /// <summary>Opens the installation, beside a running server or without one.</summary>
    public Task<Installation> OpenAsync(ParseResult parse, CancellationToken cancellationToken) => InstallationOpening.OpenAsync(
        Data(parse),
        parse.GetValue(_masterKeyFile) ?? Environment.GetEnvironmentVariable("SALLYPORT_MASTER_KEY_FILE"),
        Environment.GetEnvironmentVariable("SALLYPORT_DATABASE"),
        NullLoggerFactory.Instance,
        TimeProvider.System,
        cancellationToken);

    /// <summary>Opens the installation for an act of administration, which stands in the tenant's ledger when the command ends.</summary>
    /// <exception cref="SettingsException">The database was restored and no server has opened the ledgers' new epochs yet.</exception>
    public async Task<int> ActAsync(ParseResult parse, Func<Installation, Task> act, CancellationToken cancellationToken)
    {
        await using var installation = await OpenAsync(parse, cancellationToken);
        if (await installation.ReadRestorationAsync(cancellationToken) is not null)
        {
            throw new SettingsException(["The database was restored. Start the server once, which opens the ledgers' new epochs, and try again."]);
        }

        await using var ledger = await LedgerWriter.OpenAsync(
            new LedgerStore(installation.Database), new LedgerWriterOptions(), TimeProvider.System, NullLogger<LedgerWriter>.Instance, cancellationToken);
        installation.RecordTo(new LedgerJournal(ledger, "command line"));
        await act(installation);
        return 0;
    }
}
