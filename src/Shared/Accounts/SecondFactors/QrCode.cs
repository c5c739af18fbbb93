using System.Globalization;
using System.Text;
using QRCoder;

namespace CryptoVault.Accounts.SecondFactors;

/// <summary>QR codes as SVG: one path, sharp at any size, without scripts or references.</summary>
public static class QrCode
{
    private const int QuietZone = 4;

    /// <summary>The code of a text.</summary>
    public static string Svg(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix; // with the quiet zone of four modules that ISO/IEC 18004 asks for
        var path = new StringBuilder();
        for (var y = QuietZone; y < modules.Count - QuietZone; y++)
        {
            for (var x = QuietZone; x < modules[y].Count - QuietZone; x++)
            {
                var start = x;
                while (x < modules[y].Count && modules[y][x])
                {
                    x++;
                }

                if (x > start)
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{start} {y}h{x - start}v1h-{x - start}z");
                }
            }
        }

        var size = modules.Count;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges" role="img" aria-label="QR code"><path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{path}"/></svg>""");
    }
}
