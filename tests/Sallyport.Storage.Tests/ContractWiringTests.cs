using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class ContractWiringTests
{
    [Fact]
    public void EveryContract_IsWiredTo_EveryEngine()
    {
        var types = typeof(ContractWiringTests).Assembly.GetTypes();
        var fixtures = types.Where(type => type.IsClass && type.IsAssignableTo(typeof(IDatabaseFixture))).ToList();
        var contracts = types.Where(type => type.Name.Contains("StoreContract", StringComparison.Ordinal) && type.IsAbstract).ToList();

        var missing =
            from contract in contracts
            from fixture in fixtures
            where !types.Any(type => type is { IsAbstract: false, IsPublic: true } && type.BaseType == contract.MakeGenericType(fixture))
            select $"{contract.Name} on {fixture.Name}";

        Assert.Equal(2, fixtures.Count);
        Assert.True(contracts.Count >= 2);
        Assert.Empty(missing);
    }
}
