using Sallyport.Bench;

return await BenchCommand.RunAsync(args);
