using System.CommandLine;
using Sallyport.Ledger.Verification;
using Sallyport.Server.Settings;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger verify FILE --key KEY</c>: needs neither the server nor its data. Without a key it asks the installation of this machine for its own.</summary>
internal static class LedgerVerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Verify an exported ledger by a public key and, best, checkpoints kept outside. With --key it needs neither the server nor its data.");
        var file = new Argument<string>("FILE") { Description = "What 'ledger export' wrote, or 'ledger prove' with --proof." };
        var key = new Option<string?>("--key")
        {
            HelpName = "KEY",
            Description = "The public key, name+hash+base64, as it was made known outside; 'ledger key' and 'ledger export' print it (default: that of the installation in the data folder).",
        };
        var held = new Option<string?>("--held") { HelpName = "FILE", Description = "A file of checkpoints that were kept outside (default: none)." };
        var proof = new Option<bool>("--proof") { Description = "The file is one entry's proof, as 'ledger prove' prints it." };
        var common = new CommonOptions();
        command.Add(file);
        command.Add(key);
        command.Add(held);
        command.Add(proof);
        common.AddLocationTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var given = parse.GetValue(key);
            var publicKey = given is null ? await OwnKeyAsync(common, parse, cancellationToken) : ReadKey(given);
            var checkpoints = parse.GetValue(held) is { } path ? ReadHeld(path, publicKey) : [];
            var isProof = parse.GetValue(proof);
            var result = await VerifyAsync(parse.GetRequiredValue(file), isProof, publicKey, checkpoints, cancellationToken);
            Tell(result);
            if (!result.IsSound && !isProof && IsProof(parse.GetRequiredValue(file)))
            {
                Console.WriteLine("The file is one entry's proof, as 'ledger prove' prints it: verify it with --proof.");
            }

            if (result.IsSound && given is null)
            {
                Console.WriteLine("The key came from this machine's own installation. Whoever doesn't trust this machine gives --key, as it was made known before.");
            }

            if (result.IsSound && checkpoints.Count == 0 && !isProof)
            {
                Console.WriteLine("No checkpoint from outside was given (--held): this proves that the file is what the key signed, not that the key signed only this.");
            }

            return result.IsSound ? 0 : CommandFailure.Failed;
        }));
        return command;
    }

    // A proof is one object that begins with its format.
    private static bool IsProof(string file) => File.ReadLines(file).Take(2).Any(static line => line.Contains("\"sallyport.proof/1\"", StringComparison.Ordinal));

    private static async Task<LedgerVerification> VerifyAsync(
        string file, bool isProof, VerifierKey key, IReadOnlyList<SignedCheckpoint> held, CancellationToken cancellationToken)
    {
        if (isProof)
        {
            return LedgerVerifier.VerifyProof(GivenFile.ReadText("The proof", file), key);
        }

        await using var export = GivenFile.Open("The exported ledger", file);
        return await LedgerVerifier.VerifyAsync(export, key, held, cancellationToken);
    }

    // A file of which nothing could be checked must not look like one that was: whoever gives it counts on it.
    private static IReadOnlyList<SignedCheckpoint> ReadHeld(string path, VerifierKey key)
    {
        // Mail and version control write other ends of lines; the signature is over the checkpoint's own.
        var text = GivenFile.ReadText("The file of checkpoints", path).ReplaceLineEndings("\n");
        var read = SignedCheckpoint.ReadAll(text, key);
        var signatures = text.Split('\n').Count(line => line.StartsWith($"\u2014 {key.Name} ", StringComparison.Ordinal));
        return read.Count > 0 && read.Count >= signatures
            ? read
            : throw new SettingsException(
            [
                $"The file of checkpoints '{path}' holds {read.Count} that {key.Name} signed, and {Math.Max(0, signatures - read.Count)} that bear its name and whose signature or form is wrong.",
                "It was altered or cut, or belongs to another key. Take it anew from where it was kept; without --held, the ledger is verified against its own checkpoints alone.",
            ]);
    }

    private static VerifierKey ReadKey(string text) => VerifierKey.TryParse(text, out var key)
        ? key
        : throw new SettingsException(["--key is no public key of a ledger: name+hash+base64 of an Ed25519 key, as 'sallyport ledger key' and 'sallyport ledger export' print it. The shell needs it in quotes."]);

    private static async Task<VerifierKey> OwnKeyAsync(CommonOptions common, ParseResult parse, CancellationToken cancellationToken)
    {
        if (common.Read(parse) is { Exists: false } settings)
        {
            throw new SettingsException(
            [
                $"There is no --key, and no installation in '{settings.Data}' whose key could stand in for it.",
                "Give the public key that was made known with the ledger ('sallyport ledger key' prints it where the server runs), or name the installation's folder with --data.",
            ]);
        }

        await using var installation = await common.OpenAsync(parse, cancellationToken);
        return VerifierKey.Parse(installation.SigningKey.VerifierKey);
    }

    private static void Tell(LedgerVerification result)
    {
        foreach (var fault in result.Faults)
        {
            Console.WriteLine($"{fault.Kind}{(fault.Index is { } index ? $" at entry {index}" : "")}: {fault.Detail}");
        }

        Console.WriteLine(result.IsSound
            ? $"Sound. Tenant {result.Tenant}; entries: {result.Entries}, checkpoints: {result.Checkpoints}, of these held outside: {result.HeldCheckpoints}."
            : $"Not sound. Faults: {result.FaultCount}{(result.FaultCount > result.Faults.Count ? $", the first {result.Faults.Count} shown" : "")}.");
    }
}
