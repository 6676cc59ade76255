using Sallyport.Gateway.Dialects;
using Sallyport.Gateway.Json;
using Sallyport.Issuance;

namespace Sallyport.Gateway.Exchanges;

/// <summary>
/// What happens at the provider happens before anyone can look: tools that it executes, state that it holds, items that only it can open.
/// Each passes only where policy names it, or where this gateway issued it to this tenant.
/// </summary>
internal static class ProviderGate
{
    /// <summary>Why the request may not pass, in words that name the setting; null where it may.</summary>
    public static async ValueTask<Refusal?> CheckAsync(RequestReading request, TenantRuntime tenant, IssuedItems issued, CancellationToken cancellationToken)
    {
        foreach (var tool in request.ProviderTools)
        {
            if (!tenant.Policy.AllowsProviderTool(tool.Name))
            {
                return new(RefusalKind.NotAllowed,
                    $"The tool '{PlainWord.Shown(tool.Name)}' is executed by the provider, before anyone can look at what it does. A policy can name it under 'provider_tools'.",
                    Pointer: tool.Pointer, Code: "provider_tool");
            }
        }

        foreach (var state in request.ProviderState)
        {
            if (!tenant.Policy.AllowsProviderState(state.Name))
            {
                return new(RefusalKind.NotAllowed,
                    WordsFor(PlainWord.Shown(state.Name)),
                    Pointer: state.Pointer, Code: "provider_state");
            }
        }

        var vault = tenant.Snapshot.Vault;
        foreach (var item in request.OpaqueItems)
        {
            if (!await issued.WasIssuedAsync(vault, IssuedItems.DigestOf(vault, item.Bytes.In(request.Map.Document.Span)), cancellationToken))
            {
                return new(RefusalKind.NotAllowed,
                    "The request carries an encrypted item or a signature that this gateway has not issued to this tenant. Send the conversation without it.",
                    Code: "opaque_item");
            }
        }

        return null;
    }

    private static string WordsFor(string state) => $"'{state}' refers to state that the provider holds, which this gateway can't inspect. " + state switch
    {
        "previous_response_id" => "No policy can allow it: answers are never stored at the provider, so it would find nothing. Send the earlier turns with each request.",
        "item_reference" => "Send the items with their content, or let a policy name it under 'provider_state'. Reasoning comes with its content where a request includes 'reasoning.encrypted_content'.",
        _ => "Send the items themselves, or let a policy name the field under 'provider_state'.",
    };
}
