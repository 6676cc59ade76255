using Sallyport.Tenancy;
using Xunit;

namespace Sallyport.Tests.Tenancy;

public sealed class KeyTextTests
{
    [Fact]
    public void New_ForAKey_IsWellFormedNamesItsIdAndIsUnlikeAnother()
    {
        var id = KeyId.New();

        var one = KeyText.New(id);
        var two = KeyText.New(id);

        Assert.Equal(KeyText.Length, one.Length);
        Assert.StartsWith("sp_" + id.Value[3..] + "_", one, StringComparison.Ordinal);
        Assert.True(KeyText.IsWellFormed(one));
        Assert.NotEqual(one, two);
    }

    [Fact]
    public void IsWellFormed_AnyCharacterChanged_IsFalse()
    {
        var text = KeyText.New(KeyId.New());

        for (var i = 0; i < text.Length; i++)
        {
            var changed = text.ToCharArray();
            changed[i] = changed[i] == 'x' ? 'y' : 'x';

            Assert.False(KeyText.IsWellFormed(changed), $"at {i}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sp_")]
    [InlineData("sk-proj-0123456789")]
    public void IsWellFormed_AnotherForm_IsFalse(string text)
    {
        Assert.False(KeyText.IsWellFormed(text));
    }

    [Fact]
    public void IssuedKey_Printed_DoesNotShowItsSecret()
    {
        var key = new ApiKey { Id = KeyId.New(), Tenant = TenantId.New(), Scopes = Scopes.Infer, Created = DateTimeOffset.UnixEpoch };
        var issued = new IssuedKey(key, KeyText.New(key.Id));

        Assert.Equal(key.Id.Value, $"{issued}");
    }
}
