using CryptoVault.DemoPlayer.Client;
using CryptoVault.Load;
using CryptoVault.Load.Auth;
using CryptoVault.Load.Fuzz;
using CryptoVault.Load.Kill;
using CryptoVault.Load.Orders;
using CryptoVault.Load.Streams;
using CryptoVault.Load.Ticker;
using CryptoVault.Load.Withdrawals;

LoadOptions options;
try
{
    options = LoadOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}

try
{
    return options.Command switch
    {
        "orders" => await OrdersRun.RunAsync(options),
        "kill" => await KillRun.RunAsync(options),
        "streams" => await StreamsRun.RunAsync(options),
        "auth" => await AuthRun.RunAsync(options),
        "fuzz" => await FuzzRun.RunAsync(options),
        "withdrawals" => await WithdrawalsRun.RunAsync(options),
        "backlog" => await BacklogRun.RunAsync(options),
        "ticker" => await TickerRun.RunAsync(options),
        _ => await Baseline.RunAsync(options),
    };
}
catch (UnexpectedException unexpected)
{
    Console.Error.WriteLine(unexpected.Message);
    return 1;
}
