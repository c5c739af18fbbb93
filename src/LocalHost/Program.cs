using CryptoVault.LocalHost;
using CryptoVault.LocalHost.Backups;
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
    if (options.Backup is not null)
    {
        return BackupCommand.Run(options.DataFolder, options.Backup, TimeProvider.System);
    }

    if (options.Restore is not null)
    {
        return RestoreCommand.Run(options.Restore, options.DataFolder, options.Reset);
    }

    if (options.RotateKeys)
    {
        return await RotateKeysCommand.RunAsync(options.DataFolder);
    }

    if (options.LiabilityProof is not null)
    {
        return LiabilityProofCommand.Run(options.LiabilityProof, Console.Out);
    }

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
