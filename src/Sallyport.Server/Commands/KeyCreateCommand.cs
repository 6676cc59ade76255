using System.CommandLine;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>key create TENANT</c>.</summary>
internal static class KeyCreateCommand
{
    public static Command Create()
    {
        var command = new Command("create", "Create an API key. Its secret is printed once and kept nowhere.");
        var tenant = new Argument<string>("TENANT") { Description = "Name or id." };
        var scopes = new Option<string[]>("--scopes") { Description = "infer, embed, explain; parted by commas or repeated (default: infer,embed).", AllowMultipleArgumentsPerToken = true };
        var agent = new Option<string?>("--agent") { Description = "The agent label to fix on the key." };
        var days = new Option<int?>("--expires-days") { Description = "Days until the key is refused (default: never)." };
        var requests = new Option<long?>("--requests-per-minute") { Description = "A limit of this key." };
        var tokens = new Option<long?>("--tokens-per-minute") { Description = "A limit of this key." };
        var concurrency = new Option<long?>("--concurrency") { Description = "A limit of this key." };
        var common = new CommonOptions();
        command.Add(tenant);
        foreach (var option in (Option[])[scopes, agent, days, requests, tokens, concurrency])
        {
            command.Add(option);
        }

        common.AddTo(command);
        command.SetAction((parse, cancellationToken) => CommandFailure.CatchAsync(async () =>
        {
            var draft = new KeyDraft
            {
                Scopes = ReadScopes(parse.GetValue(scopes)),
                Agent = parse.GetValue(agent),
                Expires = parse.GetValue(days) is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null,
                Limits = new CallLimits(parse.GetValue(requests), parse.GetValue(tokens), parse.GetValue(concurrency)),
            };
            await using var installation = await common.OpenAsync(parse, cancellationToken);
            var owner = await installation.Tenants.FindAsync(parse.GetRequiredValue(tenant), cancellationToken);
            KeyJson.PrintIssued(await installation.Keys.CreateAsync(owner.Id, draft, cancellationToken), common.IsJson(parse));
            return 0;
        }));
        return command;
    }

    private static Scopes ReadScopes(string[]? given)
    {
        if (given is null or [])
        {
            return new KeyDraft().Scopes;
        }

        return ScopeNames.TryParse(string.Join(',', given), out var read)
            ? read
            : throw new FormatException("--scopes takes infer, embed and explain, parted by commas.");
    }
}
