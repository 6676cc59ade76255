namespace Sallyport.Tenancy;

/// <summary>What a node may let its callers use before it asks again.</summary>
/// <param name="Tokens">How many tokens; 0 where the budget is used up or none were asked for.</param>
/// <param name="Wait">How long until a budget that is used up grants the next one.</param>
public readonly record struct TokenGrant(long Tokens, TimeSpan Wait);
