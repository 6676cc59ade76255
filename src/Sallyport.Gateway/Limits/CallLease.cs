using Sallyport.Tenancy;

namespace Sallyport.Gateway.Limits;

/// <summary>One request's place under the limits of its tenant and key. Disposing of it gives the place back.</summary>
internal sealed class CallLease : IDisposable
{
    private readonly KeyEntry _caller;
    private readonly CallerLoad _tenant;
    private readonly CallerLoad _key;
    private bool _isOver;

    internal CallLease(KeyEntry caller, CallerLoad tenant, CallerLoad key)
    {
        _caller = caller;
        _tenant = tenant;
        _key = key;
    }

    /// <summary>Counts the tokens that the request used, prompt and answer together. Callable until disposed of.</summary>
    public void ReportTokens(long tokens)
    {
        if (tokens > 0 && !_isOver)
        {
            _tenant.Draw(_caller.Tenant.Tenant.Settings.Limits, tokens);
            _key.Draw(_caller.Key.Limits, tokens);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isOver)
        {
            _isOver = true;
            _key.Leave();
            _tenant.Leave();
        }
    }
}
