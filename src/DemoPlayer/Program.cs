using System.Diagnostics;
using CryptoVault.DemoPlayer;
using CryptoVault.DemoPlayer.Client;

PlayerOptions options;
try
{
    options = PlayerOptions.Parse(args);
}
catch (ArgumentException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    Console.Error.WriteLine(PlayerOptions.Usage);
    return 2;
}

var watch = Stopwatch.StartNew();
using var stage = new Stage(options);
var player = new Player(stage, Console.Out);
try
{
    await (options.CheckOnly ? player.CheckAsync() : player.PlayAsync());
    Console.WriteLine($"All as expected, in {watch.Elapsed.TotalSeconds:F1} s.");
    return 0;
}
catch (UnexpectedException unexpected)
{
    Console.Error.WriteLine($"FAILED    {unexpected.What}");
    Console.Error.WriteLine($"expected  {unexpected.Expected}");
    Console.Error.WriteLine($"actual    {unexpected.Actual}");
    return 1;
}
