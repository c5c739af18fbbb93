using CryptoVault.LocalHost;
using CryptoVault.LocalRuntime;

var (options, problem) = HostOptions.Parse(args);
if (problem is not null)
{
    await Console.Error.WriteLineAsync(problem);
    await Console.Error.WriteLineAsync();
    await Console.Error.WriteLineAsync(HostOptions.Usage);
    return ExitCodes.BadOptions;
}

if (options.Help)
{
    Console.WriteLine(HostOptions.Usage);
    return ExitCodes.Done;
}

try
{
    return options.Demo ? await DemoRun.PlayAsync(options) : await HostRun.RunAsync(options);
}
catch (StartupException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return ExitCodes.CannotStart;
}
catch (Exception exception)
{
    await Console.Error.WriteLineAsync($"The host failed, and this is a bug or a broken machine: {exception}");
    return ExitCodes.Failed;
}
