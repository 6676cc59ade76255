namespace Sallyport.Gateway.Json;

/// <summary>What a row of a <see cref="JsonMap"/> stands for.</summary>
internal enum JsonKind : byte
{
    /// <summary>No such node.</summary>
    None,

    /// <summary>An object; its rows follow, a name and a value in turn.</summary>
    Object,

    /// <summary>An array; its items follow.</summary>
    Array,

    /// <summary>A string value.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary><c>true</c>.</summary>
    True,

    /// <summary><c>false</c>.</summary>
    False,

    /// <summary><c>null</c>.</summary>
    Null,

    /// <summary>A property's name; its value is the row after it.</summary>
    Name,
}
