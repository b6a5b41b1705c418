// Says whether a PDF keeps the standards that it claims, PDF/A-2a and PDF/UA-1, by veraPDF; fails if one is broken.
// Usage: java -cp JARS ValidatePdf.java FILE

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion.Status;
import org.verapdf.pdfa.results.ValidationResult;

public class ValidatePdf {
    private static final List<PDFAFlavour> STANDARDS = List.of(PDFAFlavour.PDFA_2_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] arguments) throws Exception {
        LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        boolean valid = true;
        for (PDFAFlavour standard : STANDARDS) {
            valid &= report(validate(Path.of(arguments[0]), standard), standard);
        }
        System.exit(valid ? 0 : 1);
    }

    private static ValidationResult validate(Path file, PDFAFlavour standard) throws Exception {
        var foundry = Foundries.defaultInstance();
        try (var parser = foundry.createParser(Files.newInputStream(file), standard);
                var validator = foundry.createValidator(standard, false)) {
            return validator.validate(parser);
        }
    }

    private static boolean report(ValidationResult result, PDFAFlavour standard) {
        System.out.printf("%s : %s%n", standard, result.isCompliant() ? "conforme" : "NON CONFORME");
        result.getTestAssertions().stream()
                .filter(check -> check.getStatus() == Status.FAILED)
                .map(check -> "  " + check.getRuleId().getClause() + " " + check.getMessage())
                .distinct()
                .forEach(System.out::println);
        return result.isCompliant();
    }
}
