namespace Sallyport.Ledger.Verification;

/// <summary>The first line of an export.</summary>
internal sealed record ExportHeader(string Tenant, long From, long Size);
