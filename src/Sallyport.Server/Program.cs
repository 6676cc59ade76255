using System.CommandLine;
using Sallyport.Server.Commands;

// Signals are the commands' own: serve drains.
return await CommandTree.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
