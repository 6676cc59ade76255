using System.Reflection;
using Sallyport.Tenancy;

namespace Sallyport.Storage.Tests.Isolation;

/// <summary>Makes stores leaky.</summary>
internal static class LeakyStore
{
    /// <summary>Makes one over a sound store.</summary>
    public static T Over<T>(T store, TenantVault from, TenantVault to)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, LeakyRows<T>>();
        ((LeakyRows<T>)(object)proxy).Leak(store, from, to);
        return proxy;
    }
}
