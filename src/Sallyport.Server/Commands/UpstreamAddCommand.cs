using System.CommandLine;
using System.Net;
using Sallyport.Gateway.Upstream;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary><c>upstream add TENANT NAME URL</c>.</summary>
internal static class UpstreamAddCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "The upstream's name: 1 to 64 letters, digits, '-', '_' and '.'." };
        var url = new Argument<Uri>("URL") { Description = "Its base address.", CustomParser = static result => new Uri(result.Tokens[0].Value, UriKind.RelativeOrAbsolute) };
        var kind = new Option<string?>("--kind") { HelpName = "KIND", Description = "openai, anthropic or azure (default: openai)." };
        var models = new Option<string[]>("--models") { HelpName = "GLOB", Description = "Models that go there, * for any characters; may be repeated (default: all).", AllowMultipleArgumentsPerToken = true };
        var variable = new Option<string?>("--key-env") { HelpName = "VARIABLE", Description = "The environment variable that holds the credential (default: none is sent)." };
        var stdin = new Option<bool>("--key-stdin") { Description = "Read the credential from standard input." };
        var shared = new Option<bool>("--shared") { Description = "Declare that other tenants may use the same credential; each of them has to." };
        var replace = new Option<bool>("--replace") { Description = "Replace the upstream of that name, credential included." };
        var command = new TenantCommand(
            "add", "Add a model provider for a tenant. Its credential comes from the environment or standard input.", name, url, kind, models, variable, stdin, shared, replace);
        command.Acts(
            async (parse, cancellationToken) => new UpstreamDraft
            {
                Name = parse.GetRequiredValue(name),
                Kind = UpstreamKindNames.TryParse(parse.GetValue(kind) ?? "openai", out var named) ? named : throw new FormatException("--kind is openai, anthropic or azure."),
                Address = parse.GetRequiredValue(url),
                Models = parse.GetValue(models) is { Length: > 0 } given ? given : ["*"],
                Credential = parse.GetValue(stdin) || parse.GetValue(variable) is not null
                    ? await SecretInput.ReadAsync(parse.GetValue(variable), cancellationToken)
                    : null,
                SharedCredential = parse.GetValue(shared),
            },
            async (on, draft, cancellationToken) =>
            {
                var added = await PutAsync(on, draft, on.Parse.GetValue(replace), cancellationToken);
                on.Print(
                    UpstreamListCommand.JsonOf(added),
                    $"Upstream '{added.Name}' serves '{on.Tenant.Name}'{(added.SealedCredential is null ? ", without a credential" : "")}.");
                if (added.Address.IsLoopback || (IPAddress.TryParse(added.Address.Host.Trim('[', ']'), out var literal) && !PublicAddress.IsPublic(literal)))
                {
                    Console.Error.WriteLine($"Its address points inward: the server reaches it only when started with --inward {added.Address.Host}:{added.Address.Port}.");
                }
            });
        return command;
    }

    private static async Task<TenantUpstream> PutAsync(TenantScope on, UpstreamDraft draft, bool replaces, CancellationToken cancellationToken)
    {
        try
        {
            return replaces
                ? await on.Installation.Upstreams.SetAsync(on.Tenant.Id, draft, cancellationToken)
                : await on.Installation.Upstreams.AddAsync(on.Tenant.Id, draft, cancellationToken);
        }
        catch (TenancyException exception) when (exception.Failure == TenancyFailure.NameTaken)
        {
            throw new TenancyException(
                TenancyFailure.NameTaken, $"'{on.Tenant.Name}' already has an upstream '{draft.Name}'. --replace replaces it, credential included; or choose another name.");
        }
    }
}
