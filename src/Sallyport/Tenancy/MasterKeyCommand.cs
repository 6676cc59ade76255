using System.Diagnostics;

namespace Sallyport.Tenancy;

/// <summary>
/// The master key from a command's standard output: what a key service's client prints. The command is run without a shell and with nothing to
/// read; what it says on standard error goes to this process's own. Its output is never repeated.
/// </summary>
public sealed class MasterKeyCommand : IMasterKeySource
{
    private const int MaxLength = 256;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<string> _command;
    private readonly TimeProvider _time;

    /// <summary>A command that prints the base64 form of 32 bytes and exits with 0 within 30 seconds.</summary>
    /// <param name="command">The program and its arguments; at least the program. Arguments can be read by every process: no secret belongs there.</param>
    /// <param name="time">The clock; the system's where null.</param>
    public MasterKeyCommand(IReadOnlyList<string> command, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(command.Count);
        _command = command;
        _time = time ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public async Task<MasterKey> ReadAsync(bool mayCreate, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(Patience, _time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        using var process = Start();
        var text = new char[MaxLength + 1];
        try
        {
            var length = await process.StandardOutput.ReadBlockAsync(text, patience.Token).ConfigureAwait(false);
            if (length > MaxLength)
            {
                throw Failed($"printed more than {MaxLength} characters: it has to print the base64 form of 32 bytes and nothing else");
            }

            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return process.ExitCode == 0 ? Parse(text.AsSpan(0, length)) : throw Failed($"failed with exit code {process.ExitCode}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed($"did not finish within {Patience.TotalSeconds:0} seconds");
        }
        finally
        {
            Array.Clear(text);
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>None: the key service has the new key in the old one's place, or another command prints it.</remarks>
    public Task<MasterKey?> ReadNextAsync(CancellationToken cancellationToken) => Task.FromResult<MasterKey?>(null);

    /// <inheritdoc/>
    public Task AcceptNextAsync(byte[] check, CancellationToken cancellationToken) => Task.CompletedTask;

    private MasterKey Parse(ReadOnlySpan<char> text)
    {
        try
        {
            return MasterKey.Parse(text);
        }
        catch (MasterKeyException)
        {
            throw Failed("printed something else than the base64 form of 32 bytes");
        }
    }

    private MasterKeyException Failed(string how, Exception? cause = null)
    {
        var message = $"The master key's command '{_command[0]}' {how}. Nothing has been changed.";
        return cause is null ? new(message) : new(message, cause);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(_command[0], _command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw Failed("could not be started: " + e.Message, e);
        }
    }
}
