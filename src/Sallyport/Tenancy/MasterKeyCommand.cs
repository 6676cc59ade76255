using System.Diagnostics;

namespace Sallyport.Tenancy;

/// <summary>The master key from a command's standard output: what a key service's client prints. The command is run without a shell.</summary>
public sealed class MasterKeyCommand : IMasterKeySource
{
    private const int MaxLength = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _command;

    /// <summary>A command that prints the base64 form of 32 bytes and exits with 0 within 30 seconds.</summary>
    /// <param name="command">The program and its arguments; at least the program.</param>
    public MasterKeyCommand(IReadOnlyList<string> command)
    {
        ArgumentOutOfRangeException.ThrowIfZero(command.Count);
        _command = command;
    }

    /// <inheritdoc/>
    public async Task<MasterKey> ReadAsync(bool mayCreate, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var process = Start();
        try
        {
            var text = new char[MaxLength];
            var length = await process.StandardOutput.ReadBlockAsync(text, patience.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw new MasterKeyException($"The master key's command '{_command[0]}' failed with exit code {process.ExitCode}.");
            }

            var key = MasterKey.Parse(text.AsSpan(0, length));
            Array.Clear(text);
            return key;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new MasterKeyException($"The master key's command '{_command[0]}' did not finish within {Patience.TotalSeconds:0} seconds.");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(_command[0], _command.Skip(1)) { RedirectStandardOutput = true, UseShellExecute = false };
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new MasterKeyException($"The master key's command '{_command[0]}' could not be started: {e.Message}", e);
        }
    }
}
