using System.CommandLine;
using Sallyport.Ledger.Verification;

namespace Sallyport.Server.Commands;

/// <summary><c>ledger verify FILE --key KEY</c>: needs neither the server nor its data.</summary>
internal static class LedgerVerifyCommand
{
    public static Command Create()
    {
        var command = new Command("verify", "Verify an exported ledger by a public key and, best, checkpoints kept outside.");
        var file = new Argument<string>("FILE") { Description = "What 'ledger export' wrote, or 'ledger prove' with --proof." };
        var key = new Option<string>("--key") { HelpName = "KEY", Description = "The public key, name+hash+base64, as it was made known outside.", Required = true };
        var held = new Option<string?>("--held") { HelpName = "FILE", Description = "A file of checkpoints that were kept outside." };
        command.Add(file);
        command.Add(key);
        var proof = new Option<bool>("--proof") { Description = "The file is one entry's proof, as 'ledger prove' prints it." };
        command.Add(held);
        command.Add(proof);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var publicKey = VerifierKey.Parse(parse.GetRequiredValue(key));
            var checkpoints = parse.GetValue(held) is { } path ? SignedCheckpoint.ReadAll(await File.ReadAllTextAsync(path, cancellationToken), publicKey) : [];
            var result = parse.GetValue(proof)
                ? LedgerVerifier.VerifyProof(await File.ReadAllTextAsync(parse.GetRequiredValue(file), cancellationToken), publicKey)
                : await LedgerVerifier.VerifyAsync(parse.GetRequiredValue(file), publicKey, checkpoints, cancellationToken);
            foreach (var fault in result.Faults)
            {
                Console.WriteLine($"{fault.Kind}{(fault.Index is { } index ? $" at entry {index}" : "")}: {fault.Detail}");
            }

            Console.WriteLine(result.IsSound
                ? $"Sound. Tenant {result.Tenant}; entries: {result.Entries}, checkpoints: {result.Checkpoints}, of these held outside: {result.HeldCheckpoints}."
                : $"Not sound. Faults: {result.FaultCount}{(result.FaultCount > result.Faults.Count ? $", the first {result.Faults.Count} shown" : "")}.");
            if (result.IsSound && checkpoints.Count == 0 && !parse.GetValue(proof))
            {
                Console.WriteLine("No checkpoint from outside was given (--held): this proves that the file is what the key signed, not that the key signed only this.");
            }

            return result.IsSound ? 0 : CommandFailure.Failed;
        }));
        return command;
    }
}
