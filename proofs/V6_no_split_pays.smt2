; V6  Cutting a redemption in two never pays more, cutting a deposit in two never costs less.
;
; One asset in kind; T supply with the virtual shares, x then y shares. By induction the law holds for any number of slices.

(declare-const b Int) (declare-const T Int) (declare-const x Int) (declare-const y Int)
(declare-const first Int) (declare-const second Int) (declare-const once Int)
(assert (and (>= b 0) (> T 0) (>= x 0) (>= y 0)))
(define-fun is_floor ((q Int) (n Int) (d Int)) Bool (and (<= (* q d) n) (< n (* (+ q 1) d))))
(define-fun is_ceil ((q Int) (n Int) (d Int)) Bool (and (>= (* q d) n) (> n (* (- q 1) d))))

(echo "lemma: two redemptions together pay at most what one pays")
(push) (assert (< (+ x y) T))
(assert (is_floor first (* b x) T)) (assert (is_floor second (* (- b first) y) (- T x)))
(assert (is_floor once (* b (+ x y)) T))
(assert (> (+ first second) once)) (check-sat) (pop)

(echo "lemma: two deposits together cost at least what one costs")
(push)
(assert (is_ceil first (* b x) T)) (assert (is_ceil second (* (+ b first) y) (+ T x)))
(assert (is_ceil once (* b (+ x y)) T))
(assert (< (+ first second) once)) (check-sat) (pop)

(echo "mutant: redemptions round up, so slices collect the rounding")
(push) (assert (< (+ x y) T)) (assert (<= first b))
(assert (is_ceil first (* b x) T)) (assert (is_ceil second (* (- b first) y) (- T x)))
(assert (is_ceil once (* b (+ x y)) T))
(assert (> (+ first second) once)) (check-sat) (pop)

(echo "mutant: deposits round down, so slices are free")
(push)
(assert (is_floor first (* b x) T)) (assert (is_floor second (* (+ b first) y) (+ T x)))
(assert (is_floor once (* b (+ x y)) T))
(assert (< (+ first second) once)) (check-sat) (pop)
