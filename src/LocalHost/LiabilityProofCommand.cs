using CryptoVault.Ledger.Liabilities;
using CryptoVault.Money;

namespace CryptoVault.LocalHost;

/// <summary>Checks a customer's proof that the own balance is in the published total. Needs no host and no data folder.</summary>
internal static class LiabilityProofCommand
{
    public static int Run(string file, TextWriter output)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            output.WriteLine($"no: {file} cannot be read: {exception.Message}");
            return ExitCodes.BadOptions;
        }

        if (LiabilityProof.Parse(content) is not { } proof)
        {
            output.WriteLine($"no: {file} is no proof of the format {LiabilityProof.FormatName}.");
            return ExitCodes.NotProved;
        }

        if (proof.FindFault() is { } fault)
        {
            output.WriteLine($"no: {fault}");
            return ExitCodes.NotProved;
        }

        var scale = Math.Clamp(proof.Scale, 0, 38);
        output.WriteLine($"yes: {DecimalText.Format(proof.Units, scale)} {proof.Asset} of {proof.UserId} are in the total of {DecimalText.Format(proof.Root.Units, scale)}.");
        output.WriteLine($"The root is {proof.Root.Hash}; it must be the one that GET /api/v1/liabilities shows for {proof.Asset} in snapshot {proof.SnapshotId}.");
        return ExitCodes.Done;
    }
}
