import { z } from "zod";

/** One picture in JSON. */
export const pictureSchema = z.string().min(1).meta({
  description: "A picture: base64, a data URL, or a public http or https URL.",
});

/** The content of a file in a JSON body, as Logic Apps writes it. */
export const contentSchema = z
  .object({
    "$content-type": z
      .string()
      .meta({ description: "Media type. The service ignores it and looks at the bytes." }),
    $content: z.string().min(1).meta({ description: "Bytes of the picture in base64." }),
  })
  .meta({ description: "A content object of Logic Apps." });
