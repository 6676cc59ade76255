using System.Reflection;
using System.Runtime.ExceptionServices;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Isolation;

/// <summary>A store with the fault that isolation checks look for: whoever asks in one tenant's name is given another's rows.</summary>
public class LeakyRows<T> : DispatchProxy
    where T : class
{
    private T _store = null!;
    private TenantVault _from = null!;
    private TenantVault _to = null!;

    internal void Leak(T store, TenantVault from, TenantVault to) => (_store, _from, _to) = (store, from, to);

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var swapped = args?.Select(arg => arg switch
        {
            TenantVault vault when vault == _to => _from,
            TenantId tenant when tenant == _to.Tenant => _from.Tenant,
            _ => arg,
        }).ToArray();
        try
        {
            return targetMethod!.Invoke(_store, swapped);
        }
        catch (TargetInvocationException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerException!);
            throw;
        }
    }
}
