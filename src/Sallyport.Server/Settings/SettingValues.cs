namespace Sallyport.Server.Settings;

/// <summary>What one source says of a setting.</summary>
/// <param name="Values">The values: one, or several of a list.</param>
/// <param name="Place">Where they stand, as messages name it: <c>--listen</c>, <c>SALLYPORT_LISTEN</c> or <c>settings.json:3: 'listen'</c>.</param>
internal sealed record SettingValues(IReadOnlyList<string> Values, string Place);
