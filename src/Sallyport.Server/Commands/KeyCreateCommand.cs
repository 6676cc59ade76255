using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key create TENANT</c>.</summary>
internal static class KeyCreateCommand
{
    public static Command Create()
    {
        var scopes = new Option<string[]>("--scopes") { HelpName = "SCOPES", Description = ScopeNames.Choice + "; parted by commas or repeated (default: infer,embed).", AllowMultipleArgumentsPerToken = true };
        var agent = new Option<string?>("--agent") { HelpName = "LABEL", Description = "The agent label to fix on the key (default: none)." };
        var clearances = new Option<string[]>("--clearances") { HelpName = "LABELS", Description = "Labels that the key may see documents of, parted by commas or repeated (default: none, so only documents without labels).", AllowMultipleArgumentsPerToken = true };
        var days = new Option<int?>("--expires-days") { HelpName = "DAYS", Description = "Days until the key is refused (default: never)." };
        var requests = new Option<long?>("--requests-per-minute") { HelpName = "N", Description = "The most requests in a minute (default: no limit of its own)." };
        var tokens = new Option<long?>("--tokens-per-minute") { HelpName = "N", Description = "The most tokens, prompts and answers, in a minute (default: no limit of its own)." };
        var concurrency = new Option<long?>("--concurrency") { HelpName = "N", Description = "The most requests open at once (default: no limit of its own)." };
        var command = new TenantCommand("create", "Create an API key. Its secret is printed once and kept nowhere.", scopes, agent, clearances, days, requests, tokens, concurrency);
        command.Acts(
            (parse, _) => Task.FromResult(new KeyDraft
            {
                Scopes = ReadScopes(parse.GetValue(scopes)),
                Agent = parse.GetValue(agent),
                Clearances = [.. (parse.GetValue(clearances) ?? []).SelectMany(static some => some.Split(',', StringSplitOptions.TrimEntries))],
                Expires = parse.GetValue(days) is { } count ? ReadExpiry(count) : null,
                Limits = new CallLimits(parse.GetValue(requests), parse.GetValue(tokens), parse.GetValue(concurrency)),
            }),
            static async (on, draft, cancellationToken) =>
                KeyJson.PrintIssued(await on.Installation.Keys.CreateAsync(on.Tenant.Id, draft, cancellationToken), on.IsJson));
        return command;
    }

    private static DateTimeOffset ReadExpiry(int days)
    {
        const int longest = 36_500;
        return days is > 0 and <= longest ? TimeProvider.System.GetUtcNow().AddDays(days) : throw new FormatException($"--expires-days is 1 to {longest}.");
    }

    private static Scopes ReadScopes(string[]? given)
    {
        if (given is null or [])
        {
            return new KeyDraft().Scopes;
        }

        return ScopeNames.TryParse(string.Join(',', given), out var read)
            ? read
            : throw new FormatException($"--scopes takes any of: {ScopeNames.Choice}; parted by commas.");
    }
}
