using System.CommandLine;
using System.Text.Json.Nodes;
using Sallyport.Ledger;
using Sallyport.Storage;
using Sallyport.Tenancy;

namespace Sallyport.Server.Commands;

/// <summary>What a command about one tenant works on.</summary>
/// <param name="Parse">What the command line says.</param>
/// <param name="Installation">The opened installation.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="IsJson">Whether to print JSON.</param>
internal sealed record TenantScope(ParseResult Parse, Installation Installation, Tenant Tenant, bool IsJson)
{
    /// <summary>The tenants' ledgers, for commands that act.</summary>
    public LedgerWriter? Ledger { get; init; }

    /// <summary>What the tenant is called: by its name, or its id once it is deleted.</summary>
    public string Called => Tenant.State == TenantState.Deleted ? Tenant.Id.Value : Tenant.Name.Value;

    /// <summary>Prints one result: the JSON object, or the line for people.</summary>
    public void Print(JsonObject json, string line)
    {
        if (IsJson)
        {
            Printing.Json(json);
        }
        else
        {
            Console.WriteLine(line);
        }
    }

    /// <summary>Prints a list: a JSON array of objects, or a table.</summary>
    public void Print<T>(IEnumerable<T> items, Func<T, JsonObject> json, string[] head, Func<T, string[]> row) =>
        Printing.List(IsJson, items, json, head, row);
}
