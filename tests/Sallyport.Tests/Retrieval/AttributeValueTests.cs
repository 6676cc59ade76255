using Sallyport.Retrieval;
using Xunit;

namespace Sallyport.Tests.Retrieval;

public sealed class AttributeValueTests
{
    [Fact]
    public void Equals_AcrossKinds_IsFalse()
    {
        AttributeValue[] values = [new("1"), new(1), new(true), new("true"), new(""), new(0), new(false)];

        for (var i = 0; i < values.Length; i++)
        {
            for (var j = 0; j < values.Length; j++)
            {
                Assert.Equal(i == j, values[i] == values[j]);
            }
        }
    }

    [Fact]
    public void Equals_EqualInMeaning_IsTrue()
    {
        Assert.Equal(new AttributeValue(""), default);
        Assert.Equal(new AttributeValue(-0.0), new AttributeValue(0.0));
        Assert.Equal(new AttributeValue(-0.0).GetHashCode(), new AttributeValue(0.0).GetHashCode());
    }

    [Fact]
    public void Create_OutOfBounds_IsRefused()
    {
        Assert.Equal(AttributeValue.MaxTextLength, new AttributeValue(new string('a', AttributeValue.MaxTextLength)).Text.Length);
        Assert.Throws<ArgumentException>(static () => new AttributeValue(new string('a', AttributeValue.MaxTextLength + 1)));
        Assert.Throws<ArgumentException>(static () => new AttributeValue(double.NaN));
        Assert.Throws<ArgumentException>(static () => new AttributeValue(double.NegativeInfinity));
    }

    [Fact]
    public void Read_AsAnotherKind_Throws()
    {
        Assert.Throws<InvalidOperationException>(static () => new AttributeValue(1).Text);
        Assert.Throws<InvalidOperationException>(static () => new AttributeValue("1").Number);
        Assert.Throws<InvalidOperationException>(static () => new AttributeValue(1).Flag);
        Assert.True(new AttributeValue(true).Flag);
    }
}
